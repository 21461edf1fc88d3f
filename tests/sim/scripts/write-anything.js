// Against "count": binary bytes both ways; a number and undefined are written as text and as nothing.
var s = require("net").connect({ host: "127.0.0.1", port: PORT }, function () {
  s.write(E.toString([0, 128, 255]));
  s.write(undefined);
  s.write(12);
  s.write(new Uint8Array([1, 2]));
  s.end(null);
});
s.on("close", function (h) {
  print("#close", h);
  print("#done");
});
