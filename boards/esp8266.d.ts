// Made of boards/esp8266.json by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

declare namespace BoardPins {
  interface D0 extends Pin {
    readonly "#analogRead": "D0 has no ADC; the only one of the analog inputs is A0";
  }
  interface D1 extends Pin {
    readonly "#analogRead": "D1 has no ADC; the only one of the analog inputs is A0";
  }
  interface D2 extends Pin {
    readonly "#analogRead": "D2 has no ADC; the only one of the analog inputs is A0";
  }
  interface D3 extends Pin {
    readonly "#analogRead": "D3 has no ADC; the only one of the analog inputs is A0";
  }
  interface D4 extends Pin {
    readonly "#analogRead": "D4 has no ADC; the only one of the analog inputs is A0";
  }
  interface D5 extends Pin {
    readonly "#analogRead": "D5 has no ADC; the only one of the analog inputs is A0";
  }
  interface D6 extends Pin {
    readonly "#input": "D6 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#output": "D6 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#analogRead": "D6 is wired to the flash memory; the only one of the analog inputs is A0";
    readonly "#analogWrite": "D6 is wired to the flash memory; pins with PWM are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D7 extends Pin {
    readonly "#input": "D7 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#output": "D7 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#analogRead": "D7 is wired to the flash memory; the only one of the analog inputs is A0";
    readonly "#analogWrite": "D7 is wired to the flash memory; pins with PWM are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D8 extends Pin {
    readonly "#input": "D8 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#output": "D8 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#analogRead": "D8 is wired to the flash memory; the only one of the analog inputs is A0";
    readonly "#analogWrite": "D8 is wired to the flash memory; pins with PWM are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D9 extends Pin {
    readonly "#input": "D9 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#output": "D9 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#analogRead": "D9 is wired to the flash memory; the only one of the analog inputs is A0";
    readonly "#analogWrite": "D9 is wired to the flash memory; pins with PWM are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D10 extends Pin {
    readonly "#input": "D10 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#output": "D10 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#analogRead": "D10 is wired to the flash memory; the only one of the analog inputs is A0";
    readonly "#analogWrite": "D10 is wired to the flash memory; pins with PWM are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D11 extends Pin {
    readonly "#input": "D11 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#output": "D11 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#analogRead": "D11 is wired to the flash memory; the only one of the analog inputs is A0";
    readonly "#analogWrite": "D11 is wired to the flash memory; pins with PWM are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D12 extends Pin {
    readonly "#analogRead": "D12 has no ADC; the only one of the analog inputs is A0";
  }
  interface D13 extends Pin {
    readonly "#analogRead": "D13 has no ADC; the only one of the analog inputs is A0";
  }
  interface D14 extends Pin {
    readonly "#analogRead": "D14 has no ADC; the only one of the analog inputs is A0";
  }
  interface D15 extends Pin {
    readonly "#analogRead": "D15 has no ADC; the only one of the analog inputs is A0";
  }
  interface D16 extends Pin {
    readonly "#analogRead": "D16 has no ADC; the only one of the analog inputs is A0";
  }
  interface A0 extends Pin {
    readonly "#input": "A0 is no digital input; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#output": "A0 is no output; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    readonly "#analogWrite": "A0 has no PWM; pins with PWM are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
}

declare var D0: BoardPins.D0;
declare var D1: BoardPins.D1;
declare var D2: BoardPins.D2;
declare var D3: BoardPins.D3;
declare var D4: BoardPins.D4;
declare var D5: BoardPins.D5;
declare var D6: BoardPins.D6;
declare var D7: BoardPins.D7;
declare var D8: BoardPins.D8;
declare var D9: BoardPins.D9;
declare var D10: BoardPins.D10;
declare var D11: BoardPins.D11;
declare var D12: BoardPins.D12;
declare var D13: BoardPins.D13;
declare var D14: BoardPins.D14;
declare var D15: BoardPins.D15;
declare var D16: BoardPins.D16;
declare var A0: BoardPins.A0;

declare var AES: Missing<"There is no AES on an ESP8266 with 4 MB of flash">;
declare var BTNA: Missing<"There is no BTNA on an ESP8266 with 4 MB of flash">;
declare var BTNB: Missing<"There is no BTNB on an ESP8266 with 4 MB of flash">;
declare var BTND: Missing<"There is no BTND on an ESP8266 with 4 MB of flash">;
declare var BTNL: Missing<"There is no BTNL on an ESP8266 with 4 MB of flash">;
declare var BTNR: Missing<"There is no BTNR on an ESP8266 with 4 MB of flash">;
declare var BTNU: Missing<"There is no BTNU on an ESP8266 with 4 MB of flash">;
declare var Badge: Missing<"There is no Badge on an ESP8266 with 4 MB of flash">;
declare var Bluetooth: Missing<"There is no Bluetooth on an ESP8266 with 4 MB of flash">;
declare var CC3000: Missing<"There is no CC3000 on an ESP8266 with 4 MB of flash">;
declare var D17: Missing<"There is no D17 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D18: Missing<"There is no D18 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D19: Missing<"There is no D19 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D20: Missing<"There is no D20 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D21: Missing<"There is no D21 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D22: Missing<"There is no D22 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D23: Missing<"There is no D23 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D24: Missing<"There is no D24 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D25: Missing<"There is no D25 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D26: Missing<"There is no D26 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D27: Missing<"There is no D27 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D28: Missing<"There is no D28 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D29: Missing<"There is no D29 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D30: Missing<"There is no D30 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D31: Missing<"There is no D31 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D32: Missing<"There is no D32 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D33: Missing<"There is no D33 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D34: Missing<"There is no D34 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D35: Missing<"There is no D35 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D36: Missing<"There is no D36 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D37: Missing<"There is no D37 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D38: Missing<"There is no D38 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var D39: Missing<"There is no D39 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0">;
declare var ESP32: Missing<"There is no ESP32 on an ESP8266 with 4 MB of flash">;
declare var ESP8266: Missing<"ESP8266 is no global; write require(\"ESP8266\")">;
declare var Flash: Missing<"Flash is no global; write require(\"Flash\")">;
declare var I2C2: Missing<"There is no I2C2 on an ESP8266 with 4 MB of flash">;
declare var I2C3: Missing<"There is no I2C3 on an ESP8266 with 4 MB of flash">;
declare var NRF: Missing<"There is no NRF on an ESP8266 with 4 MB of flash">;
declare var Nucleo: Missing<"There is no Nucleo on an ESP8266 with 4 MB of flash">;
declare var Puck: Missing<"There is no Puck on an ESP8266 with 4 MB of flash">;
declare var SPI2: Missing<"There is no SPI2 on an ESP8266 with 4 MB of flash">;
declare var SPI3: Missing<"There is no SPI3 on an ESP8266 with 4 MB of flash">;
declare var Serial3: Missing<"There is no Serial3 on an ESP8266 with 4 MB of flash">;
declare var Serial4: Missing<"There is no Serial4 on an ESP8266 with 4 MB of flash">;
declare var Serial5: Missing<"There is no Serial5 on an ESP8266 with 4 MB of flash">;
declare var Serial6: Missing<"There is no Serial6 on an ESP8266 with 4 MB of flash">;
declare var TelnetServer: Missing<"TelnetServer is no global; write require(\"TelnetServer\")">;
declare var Trig: Missing<"There is no Trig on an ESP8266 with 4 MB of flash">;
declare var USB: Missing<"There is no USB on an ESP8266 with 4 MB of flash">;
declare var WIZnet: Missing<"There is no WIZnet on an ESP8266 with 4 MB of flash">;
declare var WioLTE: Missing<"There is no WioLTE on an ESP8266 with 4 MB of flash">;
declare var acceleration: Missing<"There is no acceleration on an ESP8266 with 4 MB of flash">;
declare var compass: Missing<"There is no compass on an ESP8266 with 4 MB of flash">;
declare var hashlib: Missing<"There is no hashlib on an ESP8266 with 4 MB of flash">;
declare var http: Missing<"http is no global; write require(\"http\")">;
declare var neopixel: Missing<"neopixel is no global; write require(\"neopixel\")">;
declare var net: Missing<"net is no global; write require(\"net\")">;
declare var setDeepSleep: Missing<"There is no setDeepSleep on an ESP8266 with 4 MB of flash">;
declare var tls: Missing<"There is no tls on an ESP8266 with 4 MB of flash">;
declare var tv: Missing<"There is no tv on an ESP8266 with 4 MB of flash">;
