// Storage: what can be written and read, and what is refused.
var s = require("Storage");
function tried(f) {
  try {
    return JSON.stringify(f());
  } catch (e) {
    return "!" + e.message;
  }
}
function written(name, data, offset, size) {
  return tried(function () {
    return s.write(name, data, offset, size);
  });
}
function stats() {
  var t = s.getStats();
  return [t.totalBytes, t.freeBytes, t.fileBytes, t.fileCount, t.trashBytes, t.trashCount, s.getFree()].join(",");
}
print("#empty", stats(), JSON.stringify(s.list()), tried(function () { return s.read("none"); }));
print("#text", written("a", "one"), s.read("a"), stats());
print("#same", written("a", "one"), stats());
print("#other", written("a", "two"), s.read("a"), stats());
print("#longer", written("a", "three"), s.read("a"), stats());
print("#nothing", written("z", ""), written("z", []), written("z"), written("z", null), stats());
print("#number", written("n", 257.9), JSON.stringify(s.read("n")));
print("#boolean", written("t", true), JSON.stringify(s.read("t")));
print("#array", written("l", [1, 2, "3", "xy", 400, [5, [6]]]), JSON.stringify(s.read("l")));
print("#bytes", written("b", new Uint8Array([1, 255, 300])), JSON.stringify(s.read("b")));
print("#words", written("w", new Uint16Array([1, 2, 770])), JSON.stringify(s.read("w")));
print("#buffer", written("u", new Uint8Array([9, 255]).buffer), JSON.stringify(s.read("u")));
print("#object", written("o", { a: 1, b: "x" }), "" + s.read("o"), written("o", { a: 1 }, 3, 100), s.read("o"));
print("#binary", written("x", "\x00\xfe\xff"), JSON.stringify(s.read("x")));
print("#stats", stats(), JSON.stringify(s.list()));
// Into a file that was made beforehand.
print("#reserved", written("r", "head", 0, 12), JSON.stringify(s.read("r")));
print("#filled", written("r", "tail", 8), written("r", "--", 5), JSON.stringify(s.read("r")));
print("#twice", written("r", "tail", 8), written("r", "T", 8), written("r", "xx", 11), written("r", "", 4));
print("#past", written("r", "xx", 12), written("r", "x", 100), written("none", "x", 1), written("r", "x", -1));
print("#negative", written("r", "x", 0, -1), written("r", "abc", 0, 2), tried(function () { return s.read("r"); }));
print("#erased bytes", written("f", "\xff\xff\xff\xff"), written("f", "abcd"), s.read("f"), stats());
print("#empty room", written("e", "", 0, 8), written("e", "abcd", 0, 8), JSON.stringify(s.read("e")), stats());
// Parts.
print("#parts", s.read("a", 1), s.read("a", 1, 2), s.read("a", -3, 2), JSON.stringify(s.read("a", 5, 2)), s.read("a", 3, 9), s.read("a", 2, -1));
// Names.
print("#long", written("0123456789012345678901234567890", "l"), s.read("0123456789012345678901234567"), s.read("01234567890123456789012345678"));
print("#drive", written("A:q", "drive"), s.read("q"), s.read("B:q"));
print("#odd names", written(5, "five"), s.read("5"), written(undefined, "u"), s.read(), written("", "no name"), s.read(""));
print("#list", JSON.stringify(s.list(/^[ab]$/)), JSON.stringify(s.list("0")), JSON.stringify(s.list(/none/)));
print("#erase", tried(function () { return s.erase("a"); }), s.read("a"), tried(function () { return s.erase("a"); }), stats());
print("#no name", JSON.stringify(s.read("")));
print("#compact", tried(function () { return s.compact(); }), stats(), s.read("q"), s.read("5"));
print("#again", tried(function () { return s.compact(); }), stats());
print("#readJSON", JSON.stringify(s.readJSON("o")), tried(function () { return s.readJSON("none"); }), tried(function () { return s.readJSON("x", true); }));
print("#all", tried(function () { return s.eraseAll(); }), stats(), JSON.stringify(s.list()));
print("#done");
