/**
 * Which host is gone to: the first at the beginning, the next after each failure, and once more that of a connection on
 * which a value was confirmed.
 */
import type { Conversation } from "../virtual-network.js";
import { type Begin, mannersAt } from "./begins.js";
import type { Fail } from "./failures.js";

export function complainOfHosts(
  conversations: readonly Conversation[],
  {
    confirmations,
    begins,
  }: {
    readonly confirmations: readonly number[];
    readonly begins: readonly Begin[];
  },
  fail: Fail,
): void {
  let at = 0;
  for (const [index, { askedMs, host, port: askedPort }] of conversations.entries()) {
    const before = conversations[index - 1];
    const isBetween = (ms: number) => before !== undefined && ms > before.askedMs && ms <= askedMs;
    const isFirst = before === undefined || begins.some(({ atMs, isEnd }) => !isEnd && isBetween(atMs));
    if (isFirst) at = 0;
    else if (!confirmations.some(isBetween)) at++;
    const { hosts, port } = mannersAt(begins, askedMs);
    if (hosts.length === 0) continue;
    const wanted = hosts[at % hosts.length];
    if (host !== wanted) fail("hosts", `connection ${index + 1} goes to ${host}, and ${wanted} is next`);
    if (askedPort !== port) fail("hosts", `connection ${index + 1} goes to the port ${askedPort}, not to ${port}`);
  }
}
