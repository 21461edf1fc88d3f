// Against "echo": a listener that throws stops nothing; what it threw is reported.
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  s.write("a");
});
s.on("data", function () {
  print("#first");
  throw new Error("#one");
});
s.on("data", function (d) {
  print("#second", d);
  s.end();
});
s.on("close", function (h) {
  print("#close", h);
  throw new Error("#two");
});
s.on("close", function (h) {
  print("#close again", h);
  setTimeout(function () {
    print("#done");
  }, 20);
});
