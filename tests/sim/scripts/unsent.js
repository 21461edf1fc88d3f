// Against "close": the peer is gone while much waits to be sent.
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  s.write(new Array(30001).join("x"));
});
s.on("error", function (e) {
  print("#error", e.code, e.message);
});
s.on("end", function () {
  print("#end");
});
s.on("close", function (h) {
  print("#close", h);
  print("#done");
});
