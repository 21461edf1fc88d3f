// Made of boards/esp32.json by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

declare namespace BoardPins {
  interface D0 extends Pin {
    readonly "#analogRead": "D0 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D1 extends Pin {
    readonly "#analogRead": "D1 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D2 extends Pin {
    readonly "#analogRead": "D2 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D3 extends Pin {
    readonly "#analogRead": "D3 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D4 extends Pin {
    readonly "#analogRead": "D4 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D5 extends Pin {
    readonly "#analogRead": "D5 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D6 extends Pin {
    readonly "#input": "D6 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D6 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D6 is wired to the flash memory; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D6 is wired to the flash memory; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D7 extends Pin {
    readonly "#input": "D7 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D7 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D7 is wired to the flash memory; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D7 is wired to the flash memory; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D8 extends Pin {
    readonly "#input": "D8 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D8 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D8 is wired to the flash memory; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D8 is wired to the flash memory; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D9 extends Pin {
    readonly "#input": "D9 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D9 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D9 is wired to the flash memory; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D9 is wired to the flash memory; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D10 extends Pin {
    readonly "#input": "D10 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D10 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D10 is wired to the flash memory; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D10 is wired to the flash memory; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D11 extends Pin {
    readonly "#input": "D11 is wired to the flash memory; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D11 is wired to the flash memory; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D11 is wired to the flash memory; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D11 is wired to the flash memory; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D12 extends Pin {
    readonly "#analogRead": "D12 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D13 extends Pin {
    readonly "#analogRead": "D13 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D14 extends Pin {
    readonly "#analogRead": "D14 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D15 extends Pin {
    readonly "#analogRead": "D15 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D16 extends Pin {
    readonly "#analogRead": "D16 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D17 extends Pin {
    readonly "#analogRead": "D17 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D18 extends Pin {
    readonly "#analogRead": "D18 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D19 extends Pin {
    readonly "#analogRead": "D19 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D20 extends Pin {
    readonly "#input": "D20 is not led out of the chip; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D20 is not led out of the chip; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D20 is not led out of the chip; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D20 is not led out of the chip; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D21 extends Pin {
    readonly "#analogRead": "D21 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D22 extends Pin {
    readonly "#analogRead": "D22 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D23 extends Pin {
    readonly "#analogRead": "D23 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D24 extends Pin {
    readonly "#input": "D24 is not led out of the chip; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D24 is not led out of the chip; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D24 is not led out of the chip; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D24 is not led out of the chip; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D25 extends Pin {
    readonly "#analogRead": "D25 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D26 extends Pin {
    readonly "#analogRead": "D26 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D27 extends Pin {
    readonly "#analogRead": "D27 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
  }
  interface D28 extends Pin {
    readonly "#input": "D28 is not led out of the chip; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D28 is not led out of the chip; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D28 is not led out of the chip; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D28 is not led out of the chip; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D29 extends Pin {
    readonly "#input": "D29 is not led out of the chip; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D29 is not led out of the chip; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D29 is not led out of the chip; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D29 is not led out of the chip; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D30 extends Pin {
    readonly "#input": "D30 is not led out of the chip; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D30 is not led out of the chip; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D30 is not led out of the chip; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D30 is not led out of the chip; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D31 extends Pin {
    readonly "#input": "D31 is not led out of the chip; inputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#output": "D31 is not led out of the chip; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogRead": "D31 is not led out of the chip; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39";
    readonly "#analogWrite": "D31 is not led out of the chip; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D34 extends Pin {
    readonly "#output": "D34 is input only; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogWrite": "D34 has no PWM; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D35 extends Pin {
    readonly "#output": "D35 is input only; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogWrite": "D35 has no PWM; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D36 extends Pin {
    readonly "#output": "D36 is input only; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogWrite": "D36 has no PWM; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D37 extends Pin {
    readonly "#output": "D37 is input only; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogWrite": "D37 has no PWM; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D38 extends Pin {
    readonly "#output": "D38 is input only; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogWrite": "D38 has no PWM; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    set: never;
    reset: never;
    write: never;
    writeAtTime: never;
    toggle: never;
  }
  interface D39 extends Pin {
    readonly "#output": "D39 is input only; outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
    readonly "#analogWrite": "D39 has no PWM; pins with PWM or a DAC are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33";
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
declare var D32: Pin;
declare var D33: Pin;
declare var D34: BoardPins.D34;
declare var D35: BoardPins.D35;
declare var D36: BoardPins.D36;
declare var D37: BoardPins.D37;
declare var D38: BoardPins.D38;
declare var D39: BoardPins.D39;
declare var BTN: BoardPins.D0;
declare var BTN1: BoardPins.D0;
declare var LED: BoardPins.D2;
declare var LED1: BoardPins.D2;

declare var BTNA: Missing<"There is no BTNA on an ESP32">;
declare var BTNB: Missing<"There is no BTNB on an ESP32">;
declare var BTND: Missing<"There is no BTND on an ESP32">;
declare var BTNL: Missing<"There is no BTNL on an ESP32">;
declare var BTNR: Missing<"There is no BTNR on an ESP32">;
declare var BTNU: Missing<"There is no BTNU on an ESP32">;
declare var Badge: Missing<"There is no Badge on an ESP32">;
declare var CC3000: Missing<"There is no CC3000 on an ESP32">;
declare var ESP8266: Missing<"There is no ESP8266 on an ESP32">;
declare var Flash: Missing<"Flash is no global; write require(\"Flash\")">;
declare var I2C3: Missing<"There is no I2C3 on an ESP32">;
declare var NodeMCU: Missing<"There is no NodeMCU on an ESP32">;
declare var Nucleo: Missing<"There is no Nucleo on an ESP32">;
declare var Puck: Missing<"There is no Puck on an ESP32">;
declare var SPI3: Missing<"There is no SPI3 on an ESP32">;
declare var Serial4: Missing<"There is no Serial4 on an ESP32">;
declare var Serial5: Missing<"There is no Serial5 on an ESP32">;
declare var Serial6: Missing<"There is no Serial6 on an ESP32">;
declare var TelnetServer: Missing<"TelnetServer is no global; write require(\"TelnetServer\")">;
declare var Trig: Missing<"There is no Trig on an ESP32">;
declare var USB: Missing<"There is no USB on an ESP32">;
declare var WIZnet: Missing<"There is no WIZnet on an ESP32">;
declare var WioLTE: Missing<"There is no WioLTE on an ESP32">;
declare var acceleration: Missing<"There is no acceleration on an ESP32">;
declare var compass: Missing<"There is no compass on an ESP32">;
declare var fs: Missing<"fs is no global; write require(\"fs\")">;
declare var hashlib: Missing<"There is no hashlib on an ESP32">;
declare var http: Missing<"http is no global; write require(\"http\")">;
declare var neopixel: Missing<"neopixel is no global; write require(\"neopixel\")">;
declare var net: Missing<"net is no global; write require(\"net\")">;
declare var setDeepSleep: Missing<"There is no setDeepSleep on an ESP32">;
declare var tls: Missing<"tls is no global; write require(\"tls\")">;
declare var tv: Missing<"There is no tv on an ESP32">;
