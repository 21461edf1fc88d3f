/** Random conversations, for fast-check. */
import fc from "fast-check";
import { clientNames, filters, topics } from "./conversation.mjs";

const client = fc.constantFrom(...clientNames);
const qos = fc.constantFrom(0, 1, 2);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      client,
      does: fc.constant("connect"),
      clean: fc.boolean(),
      willQos: qos,
      willRetain: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      client,
      does: fc.constant("subscribe"),
      filter: fc.constantFrom(...filters, "~will/#"),
      qos,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ client, does: fc.constant("unsubscribe"), filter: fc.constantFrom(...filters) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      client,
      does: fc.constant("publish"),
      topic: fc.constantFrom(...topics),
      qos,
      retain: fc.boolean(),
      empty: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ client, does: fc.constantFrom("disconnect", "drop") }) },
);

/** All clients come first, so that few steps are passed over. */
export const conversations = fc
  .tuple(
    fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    fc.array(step, { minLength: 5, maxLength: 40, size: "max" }),
  )
  .map(([clean, steps]) => [
    ...clientNames.map((name, index) => ({
      client: name,
      does: "connect",
      clean: clean[index],
      willQos: 0,
      willRetain: false,
    })),
    ...steps,
  ]);
