/** `npm run build`: the SDK as Espruino modules, one for each of its entries. */
import { modules } from "./dist/build/entries.js";
import { espruinoModule } from "./dist/build/module.js";

export default Object.entries(modules).map(([name, input]) => ({
  input,
  output: { file: `dist/device/${name}.js`, format: "cjs" },
  plugins: espruinoModule(name),
}));
