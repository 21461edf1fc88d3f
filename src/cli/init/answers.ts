/** What a new project wants to know: each with its option, its question, and the form that it must have. */
import type { Board } from "../../boards.js";
import { optionRules } from "../../build/option-rules.js";

/** Names of `.env`, as the sketch imports them. */
export const settingNames = ["SSID", "PASSWORD", "HOST", "KEY", "DEVICE"] as const;
export type SettingName = (typeof settingNames)[number];

export interface Wanted {
  readonly question: string;
  /** What is wanted, as the end of a sentence. */
  readonly form: string;
  readonly secret?: boolean;
  /** Only where the board has Wi-Fi. */
  readonly ofWifi?: boolean;
  isGood(value: string): boolean;
}

const level = /^[^/+#\0]{1,255}$/;
const formOf = (option: string): string => optionRules[option]?.wanted ?? "";
const bytes = (text: string): number => Buffer.byteLength(text, "utf8");

/** By name; the option is the name in lower case. */
export const wanted: Readonly<Record<SettingName, Wanted>> = {
  SSID: {
    question: "Wi-Fi's name",
    form: "1 to 32 bytes",
    ofWifi: true,
    isGood: (value) => bytes(value) >= 1 && bytes(value) <= 32,
  },
  PASSWORD: {
    question: "Wi-Fi's password (empty if it has none)",
    form: "8 to 64 characters, or none",
    secret: true,
    ofWifi: true,
    isGood: (value) => value === "" || (bytes(value) >= 8 && bytes(value) <= 64),
  },
  HOST: {
    question: "broker's name or IPv4 address, as the board reaches it",
    form: "a name or an IPv4 address of 1 to 255 characters, without a port",
    isGood: (value) => /^[^\s/:\0]{1,255}$/.test(value),
  },
  KEY: { question: "key at the platform", form: formOf("key"), secret: true, isGood: (value) => level.test(value) },
  DEVICE: {
    question: "device's name at the platform",
    form: formOf("device"),
    isGood: (value) => level.test(value) && (bytes(value) <= 23 || bytes(value) === value.length),
  },
};

export const hasWifi = (board: Board): boolean => board.modules.includes("Wifi");

/** The settings that a project for that board has. */
export function settingsOf(board: Board): SettingName[] {
  return settingNames.filter((name) => !wanted[name].ofWifi || hasWifi(board));
}
