// Against "reset": the peer resets after our first bytes; then write throws, end does not.
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  s.write("x");
});
s.on("error", function (e) {
  print("#error", e.code, e.message);
});
s.on("end", function () {
  print("#end");
});
s.on("close", function (h) {
  print("#close", h);
  try {
    s.write("y");
    print("#written");
  } catch (e) {
    print("#threw", e.message, e instanceof Error);
  }
  try {
    s.end();
    print("#ended");
  } catch (e) {
    print("#threw", e.message);
  }
  print("#done");
});
