// What strings turn into: JSON, bytes, UTF-8 where there is Unicode.
function codes(text) {
  var r = [];
  var i;
  for (i = 0; i < text.length; i++) r.push(text.charCodeAt(i));
  return r.join(",");
}
print("#json", JSON.stringify({ a: "\xe9\n\x01\x7f" }));
print("#toString", codes(E.toString("a", 1, [2, 300], new Uint8Array([200]), { data: 7, count: 2 })));
print("#array", E.toUint8Array("a", [1, 2]).length);
print("#utf8", E.isUTF8("\u0100"), E.isUTF8("a"), E.isUTF8("\xe9"));
var f = E.fromUTF8("\u0100" + "\xe9x");
print("#from", f === undefined ? "undefined" : codes(f.substr(2)));
print("#base64", btoa("tag\xff"), codes(atob("dGFn/w==")));
try {
  require("nothing");
} catch (e) {
  print("#threw", e.message);
}
print(
  "#types",
  typeof module,
  typeof exports,
  typeof window,
  typeof globalThis,
  typeof process,
  typeof setImmediate,
  typeof Map,
  typeof Symbol,
);
print("#found", "hello w".indexOf("world"), "hello w".indexOf("o", 5), "".indexOf(""), "ab".indexOf("", 1), "ab".indexOf("abc"));
print("#last", "hello w".lastIndexOf("world"), "hello w".includes("world"), "hello".includes("lo"));
print("#replaced", "hello w".replace("world", "!"), "a.b".replace(".", "-"), "abab".replace(/b/g, "c"));
print("#split", "".split(",").length, "".split("").length, "".split("; ").length, "a".split(" - ").length, "ab".split(" - ").length, "a,b".split(",").length, "hello w".split("world").length);
print("#missing", typeof [].lastIndexOf, typeof "".search, typeof Array.from, typeof Number.isInteger);
print("#done");
