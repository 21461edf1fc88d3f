// Storage that fills up: what is compacted when, and what is refused.
var s = require("Storage");
var big = new Array(20001).join("x");
function write(name, data, offset, size) {
  try {
    return s.write(name, data, offset, size);
  } catch (e) {
    return e.message;
  }
}
function stats() {
  var t = s.getStats();
  return [t.freeBytes, t.fileBytes, t.fileCount, t.trashBytes, t.trashCount].join(",");
}
function ends(name) {
  var text = s.read(name);
  return text === undefined ? "none" : [text.length, text.charCodeAt(0), text.charCodeAt(text.length - 1)].join(":");
}
var i;
for (i = 0; i < 12; i++) write("f" + i, i + big);
print("#full", stats());
print("#too large, without trash", write("g", "a", 0, 30000), stats());
s.erase("f2");
print("#too large, with trash", write("g", "a", 0, 60000), stats(), ends("f3"));
print("#fits now", write("g", "a", 0, 30000), stats(), ends("g"), ends("f11"));
print("#replace", write("f0", "small"), stats(), ends("f0"));
print("#replace the last", write("g", "b", 0, 30000), stats(), ends("g"));
print("#far too large", write("h", "b", 0, 250000), stats());
print("#names", JSON.stringify(s.list()));
for (i = 0; i < 12; i++) s.erase("f" + i);
print("#erased", stats());
print("#compacted", write("h", "b", 0, 180000), stats(), ends("g"), ends("h"));
// Beyond all there is, where there is trash: it is compacted all the same.
s.erase("h");
print("#beyond", write("i", "b", 0, 262144), stats());
// To the last byte.
s.eraseAll();
print("#to the end", write("a", "x", 0, 262144 - 32), stats());
print("#and one more", write("b", "x"), stats(), ends("b"));
s.eraseAll();
print("#a gap", write("a", "x", 0, 262144 - 60), stats(), write("b", "x"), stats(), ends("b"));
s.erase("a");
print("#compacted", write("b", "x", 0, 4000), stats(), ends("b"));
// Pages that begin within a file, and ones that begin with one.
s.eraseAll();
for (i = 0; i < 40; i++) write("p" + i, i + ":", 0, 992 - (i % 3) * 200);
for (i = 0; i < 40; i += 3) s.erase("p" + i);
print("#mixed", stats());
s.compact();
print("#mixed compact", stats(), JSON.stringify(s.list()));
for (i = 1; i < 40; i += 6) print("#", ends("p" + i));
for (i = 30; i < 40; i++) s.erase("p" + i);
s.compact();
print("#tail", stats(), JSON.stringify(s.list()));
print("#done");
