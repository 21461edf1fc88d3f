// Against "big": a socket whose last data nobody takes does not close until somebody reads it.
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  s.write("go");
});
s.on("end", function () {
  print("#end");
});
s.on("close", function (h) {
  print("#close", h);
  print("#done");
});
setTimeout(function () {
  print("#still open", s.available());
  var n = 0;
  var reading = setInterval(function () {
    n += s.read().length;
    if (n >= 1500) clearInterval(reading);
  }, 5);
  setTimeout(function () {
    print("#read some");
    s.removeAllListeners("close");
    print("#done");
  }, 200);
}, 200);
