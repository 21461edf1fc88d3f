// Against "silent": end() with nothing written closes in the next pass, and connect is never told.
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  print("#connect");
});
s.on("drain", function () {
  print("#drain");
});
s.on("end", function () {
  print("#end");
});
s.on("close", function (h) {
  print("#close", h);
  print("#done");
});
s.end();
print("#main");
