// Uncaught errors go to the console until somebody listens for them.
setTimeout(function () {
  setTimeout(function () {
    setTimeout(function () {
      process.on("uncaughtException", function (e) {
        print("#caught", e.message);
      });
      setTimeout(function () {
        print("#done");
      }, 20);
      throw new Error("inside");
    }, 20);
    throw "#text";
  }, 20);
  throw new Error("#boom");
}, 1);
