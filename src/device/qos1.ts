/**
 * Tagwire on the device, with QoS 1: the same calls as `tagwire`, and the broker acknowledges each value by itself. That
 * this is imported is what the build goes by (`QOS1`): it is the same source, and another way to say a batch and to hear
 * that it has arrived.
 */
export * from "./publish";
