// Ids are reused, clear throws for undefined, order is that of creation among those due.
function attempt(f) {
  try {
    f();
  } catch (e) {
    print("#threw", e.message);
  }
}
var a = setTimeout(function () {}, 1000);
var b = setTimeout(function () {}, 1000);
clearTimeout(b);
var c = setInterval(function () {}, 1000);
print("#ids", a, b, c);
clearTimeout(c);
clearTimeout(null);
clearTimeout(77);
attempt(function () { return clearTimeout(undefined); });
attempt(function () { return clearInterval(undefined); });
attempt(function () { return changeInterval(55, 1); });
attempt(function () { return setTimeout(5, 1); });
clearTimeout();
print(
  "#fresh",
  setTimeout(function () {}, 1000),
);
clearTimeout();
setTimeout(
  function (x, y) {
    print("#arguments", x, y, this === global);
  },
  30,
  1,
  "two",
);
setTimeout(function () {
  print("#negative");
}, -5);
setTimeout("print('#text')", 20);
var n = 0;
var i = setInterval(function () {
  print("#tick", ++n);
  if (n < 3) return;
  clearInterval(i);
  setTimeout(function () {
    print("#nested");
    print("#done");
  }, 0);
}, 40);
var t = getTime();
while (getTime() < t + 0.1);
