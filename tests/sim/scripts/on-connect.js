// Against "count": on("connect") without a callback for connect; the two do not go together.
var s = require("net").connect({ host: "127.0.0.1", port: PORT });
s.on("connect", function (c) {
  print("#on connect", c === s);
  s.end("last");
});
s.on("close", function (h) {
  print("#close", h);
  print("#done");
});
