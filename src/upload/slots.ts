/**
 * Where a sketch lives on the board, and how the board chooses the one to run. Two files of Storage, the slots, hold the
 * sketch that runs and the one before it. Behind the script each has MARKS bytes that are still blank flash, 0xFF, and
 * are written one by one, each once, from left to right:
 *
 *     script ... | 0 . + . + . . ff ff ff ...
 *                  |  \ \ a boot began, and reached its first idle pass
 *                   \ the commit, 0 to 2: of two slots the newer is one further in this circle
 *
 * A slot without a commit does not count, nor one whose last three boots began and reached nothing. So the switch to a new
 * sketch is one byte, and it is written after the board has computed the script's digest; a power cut leaves either the
 * one or the other. The way back needs no write at all: it follows from the marks. When the marks are full, boots
 * are counted no longer and the slot is trusted: what wears the flash has an end.
 */

/** Of what each slot has behind its script; the board counts (MARKS - 1) / 2 boots. */
export const MARKS = 256;
/** What a Storage file takes beside its data. */
export const FILE_HEADER_BYTES = 32;
/** Boots in a row that may fail. */
export const BOOTS = 3;

export const slotNames = ["tw.a", "tw.b"] as const;
export type SlotName = (typeof slotNames)[number];

/** A slot as the board tells it. */
export interface Slot {
  readonly name: SlotName;
  /** Of the script alone. */
  readonly bytes: number;
  /** What has been written of the marks. */
  readonly marks: string;
}

function counts({ bytes, marks }: Slot): boolean {
  return bytes > 0 && /^[012]/.test(marks) && !marks.endsWith(".".repeat(BOOTS));
}

/** The slot that the board runs at its next boot; the loader below decides in the same way. */
export function running(slots: readonly Slot[]): Slot | undefined {
  const [one, other] = slots.filter(counts);
  if (one === undefined || other === undefined) return one;
  const [a, b] = one.name === slotNames[0] ? [one, other] : [other, one];
  return (Number(a.marks[0]) - Number(b.marks[0]) + 3) % 3 === 1 ? a : b;
}

/** Where the next sketch goes, and its commit. */
export function nextSlot(now: Slot | undefined): { name: SlotName; commit: string } {
  return {
    name: now?.name === slotNames[0] ? slotNames[1] : slotNames[0],
    commit: now ? String((Number(now.marks[0]) + 1) % 3) : "0",
  };
}

/** Whether the last boot that began has reached its first idle pass. */
export function cameUp(marks: string): boolean {
  return marks.length >= MARKS || marks.endsWith("+");
}

/**
 * `.bootcde`: chooses, marks, runs. The script is evaluated where it lies, so that its functions stay in flash, and as
 * the outermost code, so that its names are global. What is thrown there ends the loader too: no idle pass is marked.
 */
export const loader = `tagwire=(function(s){
function o(f){
var r=s.read(f)||"",n=r.length-${MARKS},m=r.substr(n),p=m.indexOf("\\xff");
if(p<0)p=${MARKS};
if(n>0&&"012".indexOf(m[0])>=0&&m.substr(p-${BOOTS},${BOOTS})!="${".".repeat(BOOTS)}")return{f:f,n:n,p:p,g:m[0]};
}
function k(c){
if(a.p<${MARKS})s.write(a.f,c,a.n+a.p++);
}
var a=o("${slotNames[0]}"),b=o("${slotNames[1]}");
if(!a||b&&(a.g-b.g+3)%3!=1)a=b;
if(!a)return{c:'print("tagwire: no sketch is here, or none came up")',u:function(){}};
k(".");
return{c:s.read(a.f,0,a.n),u:function(){k("+");delete global.tagwire}};
})(require("Storage"));
eval(tagwire.c);setTimeout(tagwire.u,0)
`.replaceAll("\n", "");

/** How a loader of ours begins, whatever its version. */
export const loaderStart = "tagwire=(";
