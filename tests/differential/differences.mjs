/**
 * Where another broker answers a legal conversation otherwise than ours, and why that is no bug of ours. The runs read
 * this table: `leave` names what is left out of the comparison with that broker (conversation.mjs has them).
 */

/**
 * @typedef {object} Difference
 * @property {"mosquitto" | "aedes"} broker
 * @property {string} what
 * @property {string} reason
 * @property {import("./conversation.mjs").Leave} leave
 */

/** @type {readonly Difference[]} */
export const differences = [
  {
    broker: "mosquitto",
    what: "of overlapping subscriptions one is served, and not always the one of the highest QoS (2.0.11)",
    reason: "MQTT-3.3.5-1 asks for the highest QoS of those that match",
    leave: "several QoS",
  },
  {
    broker: "aedes",
    what: "now and then a message comes with the QoS that it was published with, though the subscription's is lower",
    reason: "MQTT-3.8.4-6 has the lower of both; the corpus looks at QoS alone",
    leave: "qos",
  },
  {
    broker: "aedes",
    what: "now and then ends the connection of a client of a kept session that acknowledges a message, with the error 'no such packet'",
    reason:
      "the client acknowledges what it was sent (sections 3.4 and 3.5); seen in 19 of 150 conversations, its cause was not looked for",
    leave: "kept sessions",
  },
  {
    broker: "aedes",
    what: "a retained message may come behind messages that were published later, or not at all to a client that leaves; filters with wildcards miss those of topics with an empty level or with one that begins with $ behind the first",
    reason:
      "the first is left open, aedes looks them up apart from the flow of messages; section 4.7.1.3 has + meet an empty level, and MQTT-4.7.2-1 is about the first level alone; the corpus looks at retained messages",
    leave: "retained",
  },
];
