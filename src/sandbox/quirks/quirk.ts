import type { Fault, FaultAnswer, FaultMatch } from '../faults.ts';
import type { WireError } from '../wire-error.ts';

/** A way in which a system is known, or has to be expected, to behave: a ready-made fault with a name. */
export interface Quirk {
  /** What it imitates, as a sentence. */
  readonly says: string;
  /** Made when it is added: times of day and long bodies belong to that moment. */
  fault(): Fault;
  /** Where it strikes if nobody says otherwise. */
  readonly match?: FaultMatch;
}

/** Quirks by name. */
export type Quirks = Readonly<Record<string, Quirk>>;

/** An answer that the system gives in place of carrying the request out. */
export function refuses(says: string, { status, body, headers }: WireError): Quirk {
  return { says, fault: () => ({ status, body, headers: { 'content-type': 'application/json', ...headers } }) };
}

/** A JSON object of a real answer. */
export type Body = Readonly<Record<string, unknown>>;

/** The real answer with a changed body, and more headers. What is no object, or no 2xx, is left as it is. */
export function answersWith(
  says: string,
  change: (body: Body) => unknown,
  headers: Readonly<Record<string, string>> = {},
): Quirk {
  const reshape = (answer: FaultAnswer): FaultAnswer => {
    const body = answer.status < 300 ? objectIn(answer.body) : undefined;
    if (!body) return answer;
    return { ...answer, headers: { ...answer.headers, ...headers }, body: JSON.stringify(change(body)) };
  };
  return { says, fault: () => ({ reshape }) };
}

function objectIn(text: string): Body | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isBody(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether something is a JSON object. */
export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The real status with another text as body; the request is carried out. */
export function answersText(says: string, body: (real: string) => string, type = 'application/json'): Quirk {
  const reshape = (answer: FaultAnswer): FaultAnswer => ({
    ...answer,
    headers: { ...answer.headers, 'content-type': type },
    body: body(answer.body),
  });
  return { says, fault: () => ({ reshape }) };
}

/** A body without one of its properties. */
export function without(body: Body, name: string): Body {
  return Object.fromEntries(Object.entries(body).filter(([other]) => other !== name));
}
