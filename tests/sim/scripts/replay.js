// Intervals missed while the board was busy run afterwards, once a pass, and the timeout that came due runs among them.
var n = 0;
var i = setInterval(function () {
  n++;
  if (n < 6) print("#tick", n);
  if (n === 6) {
    clearInterval(i);
    print("#done");
  }
}, 10);
setTimeout(function () {
  print("#timeout");
}, 25);
var t = getTime();
while (getTime() < t + 0.1);
print("#main");
