// Against "count": end() with 2,000 bytes waiting sends them first; write then throws at once; no drain is told.
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  print("#connect");
  s.write(new Array(2001).join("x"));
  s.end();
  try {
    s.write("y");
  } catch (e) {
    print("#threw", e.message);
  }
});
s.on("drain", function () {
  print("#drain");
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
