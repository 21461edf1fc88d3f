// A callback that changes the timers sends the pass back to the first one, so what was missed runs at once.
var n = 0;
var a = setInterval(function () {
  print("#a", ++n);
  setTimeout(function () {}, 500);
  if (n === 3) clearInterval(a);
}, 10);
var m = 0;
var b = setInterval(function () {
  print("#b", ++m);
  if (m === 3) {
    clearInterval(b);
    print("#done");
  }
}, 10);
var t = getTime();
while (getTime() < t + 0.1);
print("#main");
