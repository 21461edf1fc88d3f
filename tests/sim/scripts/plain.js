// Against "echo": connect, drain, an answer, then our own end. The drain of our write may come before the answer or after.
var drains = 0;
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function (c) {
  print("#connect", c === s, this === s);
  s.write("hello");
});
s.on("drain", function (c) {
  if (++drains === 1) print("#drain", c === s, this === s);
});
s.on("data", function (d) {
  print("#data", d, this === s);
  s.end();
});
s.on("end", function (a) {
  print("#end", a === undefined, this === s);
});
s.on("error", function (e) {
  print("#error", e.code);
});
s.on("close", function (h) {
  print("#close", h);
  print("#done");
});
