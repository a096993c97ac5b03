import { answersText, type Quirk } from './quirk.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** What any system behind HTTP can do; `longest` is more than anybody could mean there. */
export function transportQuirks({ longest }: { readonly longest: number }) {
  return {
    brokenConnection: quirk('The connection breaks before the request takes effect.', { reset: true }),
    lostAnswer: quirk('The request is carried out, and the connection breaks before its answer.', {
      reset: true,
      when: 'after',
    }),
    silence: quirk('Nothing comes back, and the request takes no effect.', { hang: true }),
    silenceAfter: quirk('The request is carried out, and nothing comes back.', { hang: true, when: 'after' }),
    halfAnswer: quirk('The connection breaks in the middle of the answer.', { halfway: 'reset' }),
    silenceHalfway: quirk('The answer stops in its middle, and the connection stays open.', { halfway: 'hang' }),
    internalError: quirk('A 500 without a word.', { status: 500, body: '' }),
    badGateway: quirk('A 502 with a page for people, as a proxy gives.', {
      status: 502,
      body: '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body></body></html>',
      headers: { 'content-type': 'text/html' },
    }),
    unavailable: quirk('A 503 that asks to wait a second.', { status: 503, body: '', headers: { 'retry-after': '1' } }),
    gatewayTimeout: quirk('A 504: nobody knows whether the request was carried out.', { status: 504, body: '' }),
    requestTimeout: quirk('A 408: nobody knows whether the request was carried out.', { status: 408, body: '' }),
    throttled: quirk('A 429 that asks to wait a second.', { status: 429, body: '', headers: { 'retry-after': '1' } }),
    throttledUntil: {
      says: 'A 429 that asks to wait until a time of day.',
      fault: () => ({ status: 429, body: '', headers: { 'retry-after': new Date(Date.now() + 2_000).toUTCString() } }),
    },
    throttledSilently: quirk('A 429 that does not say how long.', { status: 429, body: '' }),
    throttledForAges: quirk('A 429 that asks to wait longer than anybody can.', {
      status: 429,
      body: '',
      headers: { 'retry-after': '99999999999' },
    }),
    emptyAnswer: answersText('The request is carried out, and the answer is empty.', () => ''),
    cutJson: answersText('The request is carried out, and the JSON of the answer is cut short.', (real) =>
      real.slice(0, Math.floor(real.length / 2)),
    ),
    page: answersText('A page for people where JSON was meant, with a 200.', () => '<html>Sign in</html>', 'text/html'),
    nothing: answersText('The JSON of the answer is null.', () => 'null'),
    endless: {
      says: 'An answer longer than anything that could be meant.',
      fault: () => ({ when: 'after', status: 200, headers: JSON_TYPE, body: new Uint8Array(longest).fill(32) }),
    },
    movedAway: quirk('A redirect to a host that is not the system’s own.', {
      status: 302,
      body: '',
      headers: { location: 'https://moved.example/elsewhere' },
    }),
  } satisfies Readonly<Record<string, Quirk>>;
}

function quirk(says: string, fault: ReturnType<Quirk['fault']>): Quirk {
  return { says, fault: () => fault };
}
