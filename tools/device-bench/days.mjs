/**
 * Days of a client's life on the interpreter, within seconds: timers and the network are stand-ins in virtual time, so
 * that the interpreter has no wait but only the work.
 */
import { inRam, literal, run, tell } from "./interpreter.mjs";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How long the broker is away at the beginning of each hour. */
const AWAY_MS = 5 * MINUTE_MS;
/** Behind an hour's beginning it is quiet then: connected again, and between two values. */
const QUIET_MS = 30.5 * MINUTE_MS;
/** How long an answer takes. */
const ANSWER_MS = 20;

/**
 * What is due is kept in a list; its numbers are used again, as the interpreter's are, so that it is the same size at the
 * same state. A turn of the real timer's is one of the virtual ones'.
 */
const clock = `var nowMs=${DAY_MS},due=[],realTimeout=setTimeout;
function later(act,delayMs,first,everyMs){var id=1;while(due.some(function(one){return one.id==id}))id++;
due.push({at:nowMs+(delayMs>0?delayMs:0),id:id,act:act,first:first,everyMs:everyMs});return id}
function turn(){var next=0,i;for(i=1;i<due.length;i++)if(due[i].at<due[next].at)next=i;
next=due[next];nowMs=next.at;
if(next.everyMs)next.at+=next.everyMs;else due.splice(due.indexOf(next),1);
if(next.act==look)realTimeout(look,0,next.first);else{realTimeout(turn,0);next.act(next.first)}}
global.setTimeout=function(act,delayMs,first){return later(act,delayMs,first)};
global.setInterval=function(act,everyMs){return later(act,everyMs,undefined,everyMs)};
global.changeInterval=function(id,everyMs){var one=due.find(function(one){return one.id==id});
one.everyMs=everyMs||1;one.at=nowMs+everyMs};
global.clearTimeout=global.clearInterval=function(id){due.forEach(function(one,n){if(one.id==id)due.splice(n,1)})};
`;

/** An outage begins with a close, and connections throw; or with silence, and they close: by turns. */
const network = `var link,connections=0,isAway=false,outages=0;
function say(answer){if(!isAway)link.emit("data",answer)}
function taken(bytes){if(isAway)return;
if(bytes.charCodeAt(0)==16)later(say,${ANSWER_MS},"\\x20\\x02\\0\\0");
if(bytes.substr(-2)=="\\xc0\\0")later(say,${ANSWER_MS},"\\xd0\\0")}
function close(one){one.emit("end");one.emit("close",true)}
function away(){isAway=true;outages++;if(outages%2)close(link);later(back,${AWAY_MS})}
function back(){isAway=false}
function connecting(up){connections++;if(isAway&&outages%2)throw new Error("no connection");
var one={end:function(){later(close,1,one)},write:taken};link=one;
if(isAway)later(close,${ANSWER_MS},one);else if(up)later(function(){up.call(one,one);one.emit("connect")},${ANSWER_MS});
return one}
later(away,${HOUR_MS},undefined,${HOUR_MS});
Modules.addCached("net",${literal("exports.connect=function(where,up){return connecting(up)}")});
`;

/**
 * JsVars behind the first hour and so many days later, of a client that puts a value a minute while the broker is away
 * for five minutes of each hour. Answers as well how many connections there were, and what of its values it has confirmed.
 * @param {string} binary
 * @param {import("./clients.mjs").Client} client
 * @param {number} days
 * @returns {Promise<{ first: number, last: number, connections: number, confirmed: number | undefined }>}
 */
export async function jsVarsByDays(binary, client, days) {
  const script = `var how;
function look(isFirst){${tell("[process.memory().usage,connections,how&&how().confirmed]")};
if(isFirst){later(look,${days * DAY_MS});realTimeout(turn,0)}else quit()}
${clock}${network}${inRam(client.modules)}${await client.functions()}
setInterval(function(){try{put("t",21.5)}catch(error){}},${MINUTE_MS});
later(look,${HOUR_MS + QUIET_MS},true);
realTimeout(turn,0);
`;
  const { told } = await run(binary, script);
  const [[first], [last, connections, confirmed]] = told;
  return { first, last, connections, confirmed };
}
