// Made of boards/espruinowifi.json by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

declare namespace BoardPins {
  interface A4 extends Pin {
    readonly "#analogWrite": "A4 has no PWM; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
  }
  interface A8 extends Pin {
    readonly "#analogRead": "A8 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface A9 extends Pin {
    readonly "#analogRead": "A9 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface A10 extends Pin {
    readonly "#analogRead": "A10 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface A11 extends Pin {
    readonly "#analogRead": "A11 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface A12 extends Pin {
    readonly "#analogRead": "A12 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "A12 has no PWM; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
  }
  interface A13 extends Pin {
    readonly "#analogRead": "A13 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "A13 has no PWM; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
  }
  interface A14 extends Pin {
    readonly "#analogRead": "A14 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "A14 has no PWM; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
  }
  interface A15 extends Pin {
    readonly "#analogRead": "A15 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B2 extends Pin {
    readonly "#analogRead": "B2 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "B2 has no PWM; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
  }
  interface B3 extends Pin {
    readonly "#analogRead": "B3 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B4 extends Pin {
    readonly "#analogRead": "B4 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B5 extends Pin {
    readonly "#analogRead": "B5 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B6 extends Pin {
    readonly "#analogRead": "B6 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B7 extends Pin {
    readonly "#analogRead": "B7 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B8 extends Pin {
    readonly "#analogRead": "B8 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B9 extends Pin {
    readonly "#analogRead": "B9 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B10 extends Pin {
    readonly "#analogRead": "B10 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B12 extends Pin {
    readonly "#analogRead": "B12 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "B12 has no PWM; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
  }
  interface B13 extends Pin {
    readonly "#analogRead": "B13 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B14 extends Pin {
    readonly "#analogRead": "B14 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface B15 extends Pin {
    readonly "#analogRead": "B15 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
  }
  interface C13 extends Pin {
    readonly "#analogRead": "C13 has no ADC; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "C13 has no PWM; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
  }
  interface C14 extends Pin {
    readonly "#input": "C14 is wired to the 32 kHz crystal; inputs are A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B12, B13, B14, B15, C13";
    readonly "#output": "C14 is wired to the 32 kHz crystal; outputs are A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B12, B13, B14, B15, C13";
    readonly "#analogRead": "C14 is wired to the 32 kHz crystal; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "C14 is wired to the 32 kHz crystal; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface C15 extends Pin {
    readonly "#input": "C15 is wired to the 32 kHz crystal; inputs are A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B12, B13, B14, B15, C13";
    readonly "#output": "C15 is wired to the 32 kHz crystal; outputs are A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B12, B13, B14, B15, C13";
    readonly "#analogRead": "C15 is wired to the 32 kHz crystal; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "C15 is wired to the 32 kHz crystal; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface H0 extends Pin {
    readonly "#input": "H0 is wired to the crystal; inputs are A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B12, B13, B14, B15, C13";
    readonly "#output": "H0 is wired to the crystal; outputs are A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B12, B13, B14, B15, C13";
    readonly "#analogRead": "H0 is wired to the crystal; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "H0 is wired to the crystal; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface H1 extends Pin {
    readonly "#input": "H1 is wired to the crystal; inputs are A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B12, B13, B14, B15, C13";
    readonly "#output": "H1 is wired to the crystal; outputs are A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B12, B13, B14, B15, C13";
    readonly "#analogRead": "H1 is wired to the crystal; analog inputs are A0, A1, A2, A3, A4, A5, A6, A7, B0, B1";
    readonly "#analogWrite": "H1 is wired to the crystal; pins with PWM are A0, A1, A2, A3, A5, A6, A7, A8, A9, A10, A11, A15, B0, B1, B3, B4, B5, B6, B7, B8, B9, B10, B13, B14, B15";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
}

declare var A0: Pin;
declare var A1: Pin;
declare var A2: Pin;
declare var A3: Pin;
declare var A4: BoardPins.A4;
declare var A5: Pin;
declare var A6: Pin;
declare var A7: Pin;
declare var A8: BoardPins.A8;
declare var A9: BoardPins.A9;
declare var A10: BoardPins.A10;
declare var A11: BoardPins.A11;
declare var A12: BoardPins.A12;
declare var A13: BoardPins.A13;
declare var A14: BoardPins.A14;
declare var A15: BoardPins.A15;
declare var B0: Pin;
declare var B1: Pin;
declare var B2: BoardPins.B2;
declare var B3: BoardPins.B3;
declare var B4: BoardPins.B4;
declare var B5: BoardPins.B5;
declare var B6: BoardPins.B6;
declare var B7: BoardPins.B7;
declare var B8: BoardPins.B8;
declare var B9: BoardPins.B9;
declare var B10: BoardPins.B10;
declare var B12: BoardPins.B12;
declare var B13: BoardPins.B13;
declare var B14: BoardPins.B14;
declare var B15: BoardPins.B15;
declare var C13: BoardPins.C13;
declare var C14: BoardPins.C14;
declare var C15: BoardPins.C15;
declare var H0: BoardPins.H0;
declare var H1: BoardPins.H1;
declare var BTN: BoardPins.C13;
declare var BTN1: BoardPins.C13;
declare var LED: BoardPins.B2;
declare var LED1: BoardPins.B2;
declare var LED2: BoardPins.B12;

declare var BTNA: Missing<"There is no BTNA on an Espruino WiFi">;
declare var BTNB: Missing<"There is no BTNB on an Espruino WiFi">;
declare var BTND: Missing<"There is no BTND on an Espruino WiFi">;
declare var BTNL: Missing<"There is no BTNL on an Espruino WiFi">;
declare var BTNR: Missing<"There is no BTNR on an Espruino WiFi">;
declare var BTNU: Missing<"There is no BTNU on an Espruino WiFi">;
declare var Badge: Missing<"There is no Badge on an Espruino WiFi">;
declare var Bluetooth: Missing<"There is no Bluetooth on an Espruino WiFi">;
declare var CC3000: Missing<"There is no CC3000 on an Espruino WiFi">;
declare var D0: Missing<"There is no D0 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D1: Missing<"There is no D1 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D10: Missing<"There is no D10 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D11: Missing<"There is no D11 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D12: Missing<"There is no D12 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D13: Missing<"There is no D13 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D14: Missing<"There is no D14 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D15: Missing<"There is no D15 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D16: Missing<"There is no D16 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D17: Missing<"There is no D17 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D18: Missing<"There is no D18 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D19: Missing<"There is no D19 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D2: Missing<"There is no D2 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D20: Missing<"There is no D20 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D21: Missing<"There is no D21 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D22: Missing<"There is no D22 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D23: Missing<"There is no D23 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D24: Missing<"There is no D24 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D25: Missing<"There is no D25 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D26: Missing<"There is no D26 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D27: Missing<"There is no D27 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D28: Missing<"There is no D28 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D29: Missing<"There is no D29 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D3: Missing<"There is no D3 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D30: Missing<"There is no D30 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D31: Missing<"There is no D31 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D32: Missing<"There is no D32 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D33: Missing<"There is no D33 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D34: Missing<"There is no D34 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D35: Missing<"There is no D35 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D36: Missing<"There is no D36 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D37: Missing<"There is no D37 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D38: Missing<"There is no D38 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D39: Missing<"There is no D39 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D4: Missing<"There is no D4 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D5: Missing<"There is no D5 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D6: Missing<"There is no D6 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D7: Missing<"There is no D7 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D8: Missing<"There is no D8 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var D9: Missing<"There is no D9 on an Espruino WiFi; its pins are A0 to A15, B0 to B10, B12 to B15, C13 to C15, H0 to H1">;
declare var ESP32: Missing<"There is no ESP32 on an Espruino WiFi">;
declare var ESP8266: Missing<"There is no ESP8266 on an Espruino WiFi">;
declare var Flash: Missing<"Flash is no global; write require(\"Flash\")">;
declare var NRF: Missing<"There is no NRF on an Espruino WiFi">;
declare var NodeMCU: Missing<"There is no NodeMCU on an Espruino WiFi">;
declare var Nucleo: Missing<"There is no Nucleo on an Espruino WiFi">;
declare var Puck: Missing<"There is no Puck on an Espruino WiFi">;
declare var Telnet: Missing<"There is no Telnet on an Espruino WiFi">;
declare var TelnetServer: Missing<"There is no TelnetServer on an Espruino WiFi">;
declare var Trig: Missing<"There is no Trig on an Espruino WiFi">;
declare var WIZnet: Missing<"WIZnet is no global; write require(\"WIZnet\")">;
declare var WioLTE: Missing<"There is no WioLTE on an Espruino WiFi">;
declare var acceleration: Missing<"There is no acceleration on an Espruino WiFi">;
declare var compass: Missing<"There is no compass on an Espruino WiFi">;
declare var fs: Missing<"fs is no global; write require(\"fs\")">;
declare var hashlib: Missing<"There is no hashlib on an Espruino WiFi">;
declare var http: Missing<"http is no global; write require(\"http\")">;
declare var neopixel: Missing<"neopixel is no global; write require(\"neopixel\")">;
declare var net: Missing<"net is no global; write require(\"net\")">;
declare var tls: Missing<"tls is no global; write require(\"tls\")">;
declare var tv: Missing<"tv is no global; write require(\"tv\")">;
