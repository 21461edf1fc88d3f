// emit only queues; a removed listener that was next still runs; one added meanwhile waits; four arguments at most.
var o = {};
function b() {
  print("#b");
}
o.on("x", function () {
  print("#a");
  o.removeListener("x", b);
  o.on("x", function () {
    print("#new");
  });
});
o.on("x", b);
o.on("x", function () {
  print("#c");
});
o.emit("x");
var p = {};
p.on("y", function () {
  print("#y1");
  p.removeAllListeners("y");
});
p.on("y", function () {
  print("#y2");
});
p.emit("y");
p.emit("y");
var q = {};
function q3() {
  print("#q3");
}
q.on("z", function () {
  print("#q1");
  q.removeListener("z", q3);
});
q.on("z", function () {
  print("#q2");
});
q.on("z", q3);
q.emit("z");
var r = {};
r.on("last", function () {
  print("#last", JSON.stringify(Object.keys(o)));
  o.removeAllListeners("x");
  o.on("x", function (a1, a2, a3, a4) {
    print("#args", a1, a2, a3, a4, this === o);
  });
  o.emit("x", 1, 2, 3, 4);
  try {
    o.emit("x", 1, 2, 3, 4, 5);
  } catch (e) {
    print("#threw", e.message);
  }
  r.emit("done");
});
r.on("done", function () {
  print("#done");
});
r.emit("last");
print("#main");
