// Against "count": what is written before the connection stands goes first, and drains before connect is told.
var drains = 0;
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  print("#connect");
});
print("#write", s.write("early"));
s.on("drain", function () {
  print("#drain");
  if (++drains === 2) s.end();
});
s.on("end", function () {
  print("#end");
});
s.on("close", function (h) {
  print("#close", h);
  print("#done");
});
