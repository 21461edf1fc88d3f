// Files that grow: in chunks of a page less 32 bytes.
var s = require("Storage");
function tried(f) {
  try {
    return JSON.stringify(f());
  } catch (e) {
    return "!" + e.message;
  }
}
function at(f) {
  return [f.name, f.chunk, f.offset, f.mode].join(",");
}
function write(f, data) {
  return tried(function () { return f.write(data); }) + " " + at(f);
}
function read(f, length) {
  return tried(function () { return f.read(length); }) + " " + at(f);
}
function line(f) {
  return tried(function () { return f.readLine(); });
}
var big = new Array(401).join("y");
var f = s.open("log", "w");
print("#new", at(f), f.getLength(), JSON.stringify(s.list()));
print("#write", write(f, "one\n"), write(f, "two\n"), write(f, ""), write(f, 5), f.getLength());
print("#list", JSON.stringify(s.list()), JSON.stringify(s.list(undefined, { sf: true })), JSON.stringify(s.list(undefined, { sf: false })));
print("#stats", JSON.stringify(s.getStats()));
print("#refused", read(f, 1), line(f), tried(function () { return s.open("log", "x"); }));
var r = s.open("log", "r");
print("#read", read(r, 2), read(r, 4), read(r, 100), read(r, 1), read(r, 0), write(r, "no"), r.getLength());
r = s.open("log", "r");
print("#lines", line(r), line(r), line(r), line(r), at(r));
f.write(big);
f.write(big);
print("#across", write(f, big), f.getLength(), JSON.stringify(s.list()));
f = s.open("log", "a");
print("#append", at(f), write(f, "end\n"), f.getLength());
r = s.open("log", "r");
print("#all", line(r), line(r), line(r).length, line(r), at(r));
r = s.open("log", "r");
print("#pieces", tried(function () { return r.read(990).length; }), at(r), read(r, 6), tried(function () { return r.read(1000).length; }), at(r), read(r));
print("#too much at once", write(s.open("new", "w"), new Array(994).join("z")), JSON.stringify(s.list()));
f = s.open("fit", "w");
print("#just fits", write(f, new Array(993).join("z")), f.getLength(), write(f, "q"), f.getLength());
f = s.open("fill", "w");
f.write(new Array(991).join("a"));
print("#fills", write(f, "bb"), f.getLength(), JSON.stringify(s.list()), write(f, "c"), f.getLength());
f = s.open("fill", "a");
print("#fill again", at(f), write(f, "dd"), f.getLength());
// The byte 255 ends a file.
f = s.open("ff", "w");
print("#ff", write(f, "a\xffb"), f.getLength(), read(s.open("ff", "r"), 10));
f = s.open("ff", "a");
print("#ff appended", at(f), write(f, "cd"), JSON.stringify(s.read("ff\x01", 0, 5)));
// Names.
f = s.open("0123456789012345678901234567890", "w");
print("#long", write(f, "x"), JSON.stringify(s.list(/01/)), JSON.stringify(s.list(/01/, { sf: true })));
f = s.open("0123456789012345678901234567", "r");
print("#long again", read(f, 5));
// Erasing.
r = s.open("log", "r");
print("#erase", tried(function () { return r.erase(); }), at(r), write(r, "x"), read(r, 1), JSON.stringify(s.list(/log/)));
f = s.open("fit", "w");
print("#anew", at(f), f.getLength(), JSON.stringify(s.list()), write(f, "x"), f.getLength());
s.erase("fit\x01");
print("#erased under it", f.getLength(), write(f, "y"), f.getLength());
print("#done");
