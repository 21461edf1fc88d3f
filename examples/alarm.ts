import { connect, publishValue } from "tagwire/qos1";

// An alarm counts once it is on the broker's disk: so the broker acknowledges each value (QoS 1), and keeps the session.
connect({ host: "192.168.1.10", key: "K", device: "gate", cleanSession: false, stamp: true });

// Contacts of a gate, closed to ground. What opens twice within a second is one alarm.
pinMode(D4, "input_pullup");
let quietUntil = 0;

setWatch(
  () => {
    if (getTime() < quietUntil) return;
    quietUntil = getTime() + 1;
    publishValue("opened", true);
  },
  D4,
  { repeat: true, edge: "rising", debounce: 50 },
);

// So that silence means that the gate is shut, and not that the board is gone.
setInterval(() => publishValue("alive", true), 600_000);
