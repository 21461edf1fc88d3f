/** What the firmware does with Storage: for the interpreter within the sandbox, and by itself as it boots. */
import type { Hardware } from "./espruino/inside.js";
import type { Storage } from "./storage.js";
import { flags } from "./storage-log.js";

type Calls =
  | "readFile"
  | "writeFile"
  | "appendFile"
  | "eraseFile"
  | "eraseFiles"
  | "fileNames"
  | "storageStats"
  | "compactFiles";

export function storageCalls(storage: Storage): Pick<Hardware, Calls> {
  return {
    readFile: (name, offset, length) => storage.read(name, offset, length),
    writeFile: (name, bytes, offset, size, isChunk) =>
      storage.write(name, bytes, offset, size, isChunk ? flags.storageFile : flags.none),
    appendFile: (name, offset, bytes) => storage.append(name, offset, bytes),
    eraseFile: (name) => storage.erase(name),
    eraseFiles: () => storage.eraseAll(),
    fileNames: (kind) => storage.list(kind as "storage-file" | "file" | "").join("\0"),
    storageStats: () => JSON.stringify(storage.stats()),
    compactFiles: () => void storage.compact(),
  };
}

/** What `Wifi.save()` wrote. */
export function savedWifi(storage: Storage): { ssid: string; password: string } | undefined {
  try {
    const { ssid, password, mode } = JSON.parse(storage.read(".wificfg") ?? "{}");
    return mode === 1 ? { ssid: String(ssid), password: String(password) } : undefined;
  } catch {
    return undefined;
  }
}

/** As the firmware does when the power came: what a torn write left at the start of a page costs all files. */
export function checkStorage(storage: Storage, print: (line: string) => void): void {
  if (storage.isValid()) return;
  print("Storage is corrupt.");
  print("Erasing Storage Area...");
  storage.eraseAll();
  print("Erase complete.");
}
