// Against "big": 5,120 bytes come in chunks, then the peer closes.
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  s.write("go");
});
s.on("data", function (d) {
  print("#data", d.length, d.charCodeAt(0), d.charCodeAt(d.length - 1));
});
s.on("end", function () {
  print("#end");
});
s.on("close", function (h) {
  print("#close", h);
  print("#done");
});
