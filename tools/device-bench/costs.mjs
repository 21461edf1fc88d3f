/** What a client costs on the interpreter: its JsVars, its instructions, and how many values it can hold. */
import { startFarEnd } from "./far-end.mjs";
import { inRam, literal, run, storageWith, tell, watchJsVars } from "./interpreter.mjs";

/** Values that a run publishes; a slope between two of them leaves out what begins and ends it. */
const FEW = 20;
const MANY = 120;
const BATCH = 10;
const BUFFER_BYTES = 1024;

const fromStorage = 'eval(require("Storage").read("sketch"));\n';

/** JsVars of a script once `event` has come, and nothing is under way. */
async function jsVarsOf(binary, script, files, event) {
  const storage = await storageWith(binary, files);
  const board = watchJsVars(binary, script, storage.folder);
  try {
    return await board.settled(event);
  } finally {
    await board.stop();
    storage.remove();
  }
}

/** JsVars that a client takes, connected and with a value published: its source in RAM, and in Storage. */
export async function jsVars(binary, client) {
  const far = await startFarEnd();
  try {
    const sketch = await client.once(far.port);
    const base = await jsVarsOf(binary, client.own, {}, Promise.resolve());
    const ram = await jsVarsOf(binary, inRam(client.modules) + sketch, {}, far.published(1));
    const baseStorage = await jsVarsOf(binary, fromStorage, { sketch: client.own }, Promise.resolve());
    const storage = await jsVarsOf(binary, fromStorage, { ...client.modules, sketch }, far.published(2));
    return { ram: ram - base, storage: storage - baseStorage };
  } finally {
    await far.stop();
  }
}

/** JsVars of the buffer's own bytes. */
export async function bufferJsVars(binary) {
  const { told } = await run(binary, `${tell(`E.getSizeOf(new Uint8Array(${BUFFER_BYTES}).buffer)`)};quit();\n`);
  return told[0];
}

/**
 * JsVars after the first reconnect, and after so many more. Each connection ends once a value on it is answered, every
 * other by a reset; chance is nil, so that nobody waits.
 */
export async function jsVarsByReconnects(binary, client, reconnects) {
  const held = [2, 2 + reconnects];
  const far = await startFarEnd((connection) => !held.includes(connection));
  const storage = await storageWith(binary, {});
  const script = `Math.random=function(){return 0};\n${inRam(client.modules)}${await client.always(far.port)}`;
  const board = watchJsVars(binary, script, storage.folder);
  try {
    const first = await board.settled(far.published(held[0]));
    far.cut();
    const last = await board.settled(far.published(held[1]));
    return { first, last };
  } finally {
    await board.stop();
    await far.stop();
    storage.remove();
  }
}

/**
 * A network in the interpreter that takes what is written and answers at once; so no instruction goes into waiting.
 * `step` is called at each turn of the client's: when its value is confirmed, or in the next turn if nothing confirms it.
 */
const standIn = (answers) => `var link;
function pong(){link.emit("data","\\xd0\\0");setTimeout(step,0)}
function welcome(){link.emit("data","\\x20\\x02\\0\\0");setTimeout(step,200)}
function taken(bytes){if(bytes.charCodeAt(0)==16){${answers ? "setTimeout(welcome,0)" : ""}}else if(bytes.substr(-2)=="\\xc0\\0")setTimeout(pong,0)}
Modules.addCached("net",${literal('exports.connect=function(where,up){link={end:function(){},write:taken};if(up)setTimeout(function(){up.call(link,link);link.emit("connect")},1);return link}')});
`;

/** Instructions a value, those of the stand-in and of the turns left out. */
export async function instructions(binary, client, perTurn) {
  const packet = literal(`0\x29\0\x18key/K/device/D/tag/temp1{"value":"21.5"}${client.confirms ? "\xc0\0" : ""}`);
  const script = (turns, act) =>
    `var turns=${turns};function step(){if(turns--){${act}${client.confirms ? "" : ";setTimeout(step,0)"}}else{${tell("1")};quit()}}
${standIn(true)}${inRam(client.modules)}${text}`;
  const text = await client.functions();
  const slope = async (act) => {
    const few = await run(binary, script(FEW, act), { counts: true });
    const many = await run(binary, script(MANY, act), { counts: true });
    return (many.instructions - few.instructions) / (MANY - FEW);
  };
  const times = perTurn === 1 ? "" : `for(var value=0;value<${perTurn};value++)`;
  const puts = await slope(`${times}put("temp1",21.5)`);
  // What confirms writes all of them at once; the turns of the loop are no part of the client.
  const writes = await slope(`${times}${client.confirms ? ";" : ""}link.write(${packet})`);
  return (puts - writes) / perTurn;
}

/** How many values like 21.5 under five tags wait at most. */
export async function valuesHeld(binary, client) {
  const script = `${standIn(false)}function step(){}\n${await client.functions()}
setTimeout(function(){var most=0;for(var i=0;i<600;i++){put("tag"+i%5,21.5);most=Math.max(most,how().waiting)}${tell("most")};quit()},100);\n`;
  return (await run(binary, script)).told[0];
}

export { BATCH };
