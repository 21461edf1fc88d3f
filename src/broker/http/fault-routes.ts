/** Faults by HTTP: listed, put and removed; docs/faults.md has them all. */

import type { BrokerFaults } from "../faults/broker-faults.js";
import { FaultMistake } from "../faults/fault.js";
import { readForm } from "../faults/spelling.js";
import { answerJson, answerText, type HttpAnswer, type HttpRequest, type HttpRoute } from "./route.js";

export function faultRoutes(faults: BrokerFaults): HttpRoute[] {
  return [
    { method: "GET", path: "/faults", answer: () => answerJson(200, faults.list()) },
    { method: "POST", path: "/faults", answer: (request) => put(faults, request) },
    { method: "DELETE", path: "/faults", answer: () => removeAll(faults) },
    { method: "GET", path: "/faults/:id", answer: (request) => one(faults, request) },
    { method: "PUT", path: "/faults/:id", answer: (request) => put(faults, request) },
    { method: "DELETE", path: "/faults/:id", answer: (request) => remove(faults, request) },
  ];
}

/** @param request its path may name the fault */
function put(faults: BrokerFaults, { body, parameters: { id } }: HttpRequest): HttpAnswer {
  try {
    const form = formOf(body);
    if (id === undefined) return created(faults.put(readForm(form)));
    if (typeof form !== "object" || form === null) throw new FaultMistake("the fault is no object, wanted one");
    return created(faults.put(readForm({ ...form, id })));
  } catch (error) {
    if (error instanceof FaultMistake) return answerText(400, error.message);
    throw error;
  }
}

function created(fault: { readonly id: string }): HttpAnswer {
  return answerJson(201, fault, { Location: `/faults/${fault.id}` });
}

function formOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new FaultMistake('the body is no JSON, wanted an object, {"kind":"refuse","returnCode":3} for one');
  }
}

function one(faults: BrokerFaults, { parameters: { id } }: HttpRequest): HttpAnswer {
  const found = faults.list().find((fault) => fault.id === id);
  return found === undefined ? missing(faults) : answerJson(200, found);
}

function remove(faults: BrokerFaults, { parameters: { id = "" } }: HttpRequest): HttpAnswer {
  return faults.remove(id) ? answerJson(200, faults.list()) : missing(faults);
}

function removeAll(faults: BrokerFaults): HttpAnswer {
  for (const { id } of faults.list()) faults.remove(id);
  return answerJson(200, faults.list());
}

function missing(faults: BrokerFaults): HttpAnswer {
  const ids = faults.list().map(({ id }) => id);
  return answerJson(404, { text: "there is no fault of that id", ids });
}
