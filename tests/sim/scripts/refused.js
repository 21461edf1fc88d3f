// Against "nobody": connect throws, and what it throws is no Error.
try {
  print("#returned", require("net").connect({ host: "127.0.0.1", port: PORT }));
} catch (e) {
  print("#threw", e.message, e.type, e instanceof Error, e.toString());
}
try {
  require("net").connect({ host: "", port: PORT });
} catch (e) {
  print("#threw", e.message, e.type);
}
setTimeout(function () {
  print("#done");
}, 50);
