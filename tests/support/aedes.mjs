/** aedes on a free port of loopback, as a process of its own. Prints `listening PORT`; ends with its parent. */
import { createServer } from "node:net";
import { Aedes } from "aedes";

const aedes = await Aedes.createBroker();
const server = createServer({ noDelay: true }, aedes.handle);
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
process.on("disconnect", () => process.exit());
