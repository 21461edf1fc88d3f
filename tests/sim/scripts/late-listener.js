// Against "greet": data that nobody listened for waits for read() or for the first listener.
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  print("#connect");
});
s.on("close", function (h) {
  print("#close", h);
  print("#done");
});
setTimeout(function () {
  print("#available", s.available(), s.read(2), s.available());
  s.on("data", function (d) {
    print("#data", d);
    s.end();
  });
  print("#available", s.available());
}, 200);
