/**
 * Who may come in, and read and write what: users with passwords, and access lists in the form of mosquitto's `acl_file`.
 *
 *   topic read $SYS/#                   for clients without user name, up to the first `user`
 *   user greenhouse
 *   topic write key/+/device/#          for that user
 *   topic deny key/+/device/heater/#    `deny` goes before all else
 *   pattern readwrite own/%c/#          for all; %c is the client identifier, %u the user name
 *
 * Without `read`, `write`, `readwrite` or `deny` a line means `readwrite`. What no line allows is forbidden.
 */

import type { Session } from "./session.js";
import { covers, matches, topicFilterFlaw } from "./topics.js";

/** Passwords by user name. */
export type Users = ReadonlyMap<string, string>;

export interface Access {
  /** Whether the client may come in: "missing" if it gave no user name, "wrong" if that or the password is not right. */
  enter(username: string | undefined, password: Uint8Array | undefined): "welcome" | "missing" | "wrong";
  mayRead(session: Session, topic: string): boolean;
  mayWrite(session: Session, topic: string): boolean;
  maySubscribe(filter: string): boolean;
}

export interface AccessOptions {
  /** Absent or empty: everyone may come in, and passwords are not looked at. */
  readonly users?: Users | undefined;
  /** Absent: everyone may read and write everything. */
  readonly rules?: AccessRules | undefined;
  /** Filters that nobody may subscribe to, nor to a part of what they meet. */
  readonly deniedFilters?: readonly string[] | undefined;
}

type Permission = "read" | "write" | "readwrite" | "deny";

interface Rule {
  readonly permission: Permission;
  readonly filter: string;
}

export interface AccessRules {
  /** By user name; undefined is for clients without one. */
  readonly topics: ReadonlyMap<string | undefined, readonly Rule[]>;
  readonly patterns: readonly Rule[];
}

/** A mistake in an access list, with the line that it stands in, counted from 1. */
export interface AccessMistake {
  readonly line: number;
  readonly text: string;
}

const permissions: readonly string[] = ["read", "write", "readwrite", "deny"] satisfies Permission[];

/** Reads an access list. */
export function parseAccessRules(text: string): AccessRules | AccessMistake {
  const topics = new Map<string | undefined, Rule[]>();
  const patterns: Rule[] = [];
  let user: string | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const [, keyword = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    const mistake = (text: string): AccessMistake => ({ line: index + 1, text });
    if (keyword === "user") {
      if (rest === "") return mistake("user has no name behind it, wanted: user NAME");
      user = rest;
      continue;
    }
    if (keyword !== "topic" && keyword !== "pattern") {
      return mistake(`${JSON.stringify(keyword)} begins the line, wanted user, topic or pattern`);
    }
    const [, first = "", behind = ""] = /^(\S+)\s+(.*)$/.exec(rest) ?? [];
    const isNamed = permissions.includes(first);
    if (!isNamed && first !== "") {
      return mistake(`${JSON.stringify(first)} stands behind ${keyword}, wanted read, write, readwrite or deny`);
    }
    const filter = isNamed ? behind : rest;
    const flaw = topicFilterFlaw(filter);
    if (flaw !== undefined) return mistake(flaw.text);
    const rule: Rule = { permission: isNamed ? (first as Permission) : "readwrite", filter };
    if (keyword === "pattern") {
      patterns.push(rule);
    } else {
      const rules = topics.get(user) ?? [];
      rules.push(rule);
      topics.set(user, rules);
    }
  }
  return { topics, patterns };
}

export function createAccess({ users, rules, deniedFilters = [] }: AccessOptions): Access {
  function may(session: Session, topic: string, wanted: "read" | "write"): boolean {
    if (rules === undefined) return true;
    const own = rules.topics.get(session.username) ?? [];
    return decide(own, topic, wanted) ?? decide(patternsOf(session, rules.patterns), topic, wanted) ?? false;
  }

  return {
    enter(username, password) {
      if (users === undefined || users.size === 0) return "welcome";
      if (username === undefined) return "missing";
      return isPassword(users.get(username), password) ? "welcome" : "wrong";
    },
    mayRead: (session, topic) => may(session, topic, "read"),
    mayWrite: (session, topic) => may(session, topic, "write"),
    maySubscribe: (filter) => !deniedFilters.some((denied) => covers(denied, filter)),
  };
}

/** undefined if no rule speaks of that topic. */
function decide(rules: readonly Rule[], topic: string, wanted: "read" | "write"): boolean | undefined {
  let isAllowed: true | undefined;
  for (const { permission, filter } of rules) {
    if (!matches(filter, topic)) continue;
    if (permission === "deny") return false;
    if (permission === wanted || permission === "readwrite") isAllowed = true;
  }
  return isAllowed;
}

/** The patterns with the client's names in them. A name with wildcards or levels in it would widen them: such gets none. */
function patternsOf({ clientId, username }: Session, patterns: readonly Rule[]): Rule[] {
  if (/[+#/]/.test(clientId) || (username !== undefined && /[+#/]/.test(username))) return [];
  return patterns.flatMap(({ permission, filter }) => {
    if (filter.includes("%u") && username === undefined) return [];
    // By a function: in a text, `$&` and the like would mean something.
    const own = filter.replace(/%[cu]/g, (sign) => (sign === "%c" ? clientId : (username ?? "")));
    return [{ permission, filter: own }];
  });
}

const encoder = new TextEncoder();

/** Compares all bytes in any case, so that the time says nothing about where they differ. */
function isPassword(wanted: string | undefined, seen: Uint8Array | undefined): boolean {
  const expected = encoder.encode(wanted ?? "");
  const given = seen ?? new Uint8Array(0);
  let difference = expected.length ^ given.length;
  for (let i = 0; i < given.length; i++) difference |= (given[i] ?? 0) ^ (expected[i % (expected.length || 1)] ?? 0);
  return wanted !== undefined && difference === 0;
}
