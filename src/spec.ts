/**
 * The names and numbers of MQTT 3.1 and 3.1.1. `const enum`s leave no trace in compiled code, so the device may use
 * them too; nothing else is shared between the device and the broker.
 */

/** Control packet types, the upper four bits of a packet's first byte (MQTT 3.1, section 2.1). */
export const enum PacketType {
  CONNECT = 1,
  CONNACK = 2,
  PUBLISH = 3,
  PUBACK = 4,
  PUBREC = 5,
  PUBREL = 6,
  PUBCOMP = 7,
  SUBSCRIBE = 8,
  SUBACK = 9,
  UNSUBSCRIBE = 10,
  UNSUBACK = 11,
  PINGREQ = 12,
  PINGRESP = 13,
  DISCONNECT = 14,
}

/** Bits of CONNECT's flags byte (MQTT 3.1, section 3.1). */
export const enum ConnectFlag {
  CleanSession = 0x02,
  Will = 0x04,
  WillRetain = 0x20,
  Password = 0x40,
  Username = 0x80,
}

/** Bits of PUBLISH's first byte (MQTT 3.1, section 3.3). */
export const enum PublishFlag {
  Retain = 0x01,
  Dup = 0x08,
}

/** Return codes of CONNACK (MQTT 3.1, section 3.2). */
export const enum ConnectReturnCode {
  Accepted = 0,
  UnacceptableProtocolVersion = 1,
  IdentifierRejected = 2,
  ServerUnavailable = 3,
  BadUsernameOrPassword = 4,
  NotAuthorized = 5,
}
