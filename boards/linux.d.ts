// Made of boards/linux.json by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

declare namespace BoardPins {
  interface D0 extends Pin {
    readonly "#analogRead": "D0 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D0 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D1 extends Pin {
    readonly "#analogRead": "D1 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D1 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D2 extends Pin {
    readonly "#analogRead": "D2 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D2 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D3 extends Pin {
    readonly "#analogRead": "D3 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D3 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D4 extends Pin {
    readonly "#analogRead": "D4 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D4 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D5 extends Pin {
    readonly "#analogRead": "D5 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D5 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D6 extends Pin {
    readonly "#analogRead": "D6 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D6 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D7 extends Pin {
    readonly "#analogRead": "D7 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D7 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D8 extends Pin {
    readonly "#analogRead": "D8 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D8 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D9 extends Pin {
    readonly "#analogRead": "D9 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D9 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D10 extends Pin {
    readonly "#analogRead": "D10 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D10 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D11 extends Pin {
    readonly "#analogRead": "D11 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D11 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D12 extends Pin {
    readonly "#analogRead": "D12 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D12 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D13 extends Pin {
    readonly "#analogRead": "D13 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D13 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D14 extends Pin {
    readonly "#analogRead": "D14 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D14 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D15 extends Pin {
    readonly "#analogRead": "D15 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D15 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D16 extends Pin {
    readonly "#analogRead": "D16 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D16 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D17 extends Pin {
    readonly "#analogRead": "D17 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D17 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D18 extends Pin {
    readonly "#analogRead": "D18 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D18 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D19 extends Pin {
    readonly "#analogRead": "D19 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D19 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D20 extends Pin {
    readonly "#analogRead": "D20 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D20 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D21 extends Pin {
    readonly "#analogRead": "D21 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D21 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D22 extends Pin {
    readonly "#analogRead": "D22 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D22 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D23 extends Pin {
    readonly "#analogRead": "D23 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D23 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D24 extends Pin {
    readonly "#analogRead": "D24 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D24 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D25 extends Pin {
    readonly "#analogRead": "D25 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D25 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D26 extends Pin {
    readonly "#analogRead": "D26 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D26 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D27 extends Pin {
    readonly "#analogRead": "D27 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D27 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D28 extends Pin {
    readonly "#analogRead": "D28 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D28 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D29 extends Pin {
    readonly "#analogRead": "D29 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D29 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D30 extends Pin {
    readonly "#analogRead": "D30 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D30 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D31 extends Pin {
    readonly "#analogRead": "D31 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D31 has no PWM; Espruino on Linux has no pins with PWM";
  }
  interface D32 extends Pin {
    readonly "#analogRead": "D32 has no ADC; Espruino on Linux has no analog inputs";
    readonly "#analogWrite": "D32 has no PWM; Espruino on Linux has no pins with PWM";
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
declare var D17: BoardPins.D17;
declare var D18: BoardPins.D18;
declare var D19: BoardPins.D19;
declare var D20: BoardPins.D20;
declare var D21: BoardPins.D21;
declare var D22: BoardPins.D22;
declare var D23: BoardPins.D23;
declare var D24: BoardPins.D24;
declare var D25: BoardPins.D25;
declare var D26: BoardPins.D26;
declare var D27: BoardPins.D27;
declare var D28: BoardPins.D28;
declare var D29: BoardPins.D29;
declare var D30: BoardPins.D30;
declare var D31: BoardPins.D31;
declare var D32: BoardPins.D32;

declare var BTNA: Missing<"There is no BTNA on Espruino on Linux">;
declare var BTNB: Missing<"There is no BTNB on Espruino on Linux">;
declare var BTND: Missing<"There is no BTND on Espruino on Linux">;
declare var BTNL: Missing<"There is no BTNL on Espruino on Linux">;
declare var BTNR: Missing<"There is no BTNR on Espruino on Linux">;
declare var BTNU: Missing<"There is no BTNU on Espruino on Linux">;
declare var Badge: Missing<"There is no Badge on Espruino on Linux">;
declare var Bluetooth: Missing<"There is no Bluetooth on Espruino on Linux">;
declare var CC3000: Missing<"There is no CC3000 on Espruino on Linux">;
declare var D33: Missing<"There is no D33 on Espruino on Linux; its pins are D0 to D32">;
declare var D34: Missing<"There is no D34 on Espruino on Linux; its pins are D0 to D32">;
declare var D35: Missing<"There is no D35 on Espruino on Linux; its pins are D0 to D32">;
declare var D36: Missing<"There is no D36 on Espruino on Linux; its pins are D0 to D32">;
declare var D37: Missing<"There is no D37 on Espruino on Linux; its pins are D0 to D32">;
declare var D38: Missing<"There is no D38 on Espruino on Linux; its pins are D0 to D32">;
declare var D39: Missing<"There is no D39 on Espruino on Linux; its pins are D0 to D32">;
declare var ESP32: Missing<"There is no ESP32 on Espruino on Linux">;
declare var ESP8266: Missing<"There is no ESP8266 on Espruino on Linux">;
declare var Flash: Missing<"Flash is no global; write require(\"Flash\")">;
declare var NRF: Missing<"There is no NRF on Espruino on Linux">;
declare var NodeMCU: Missing<"There is no NodeMCU on Espruino on Linux">;
declare var Nucleo: Missing<"There is no Nucleo on Espruino on Linux">;
declare var Puck: Missing<"There is no Puck on Espruino on Linux">;
declare var TelnetServer: Missing<"TelnetServer is no global; write require(\"TelnetServer\")">;
declare var Trig: Missing<"There is no Trig on Espruino on Linux">;
declare var WIZnet: Missing<"There is no WIZnet on Espruino on Linux">;
declare var WioLTE: Missing<"There is no WioLTE on Espruino on Linux">;
declare var acceleration: Missing<"There is no acceleration on Espruino on Linux">;
declare var compass: Missing<"There is no compass on Espruino on Linux">;
declare var fs: Missing<"fs is no global; write require(\"fs\")">;
declare var hashlib: Missing<"There is no hashlib on Espruino on Linux">;
declare var http: Missing<"http is no global; write require(\"http\")">;
declare var neopixel: Missing<"There is no neopixel on Espruino on Linux">;
declare var net: Missing<"net is no global; write require(\"net\")">;
declare var setDeepSleep: Missing<"There is no setDeepSleep on Espruino on Linux">;
declare var tls: Missing<"tls is no global; write require(\"tls\")">;
declare var tv: Missing<"There is no tv on Espruino on Linux">;
