/**
 * Takes this process's own time and chance away: whoever reaches for them in a simulated run breaks it, as a seed would
 * no longer repeat its story. For processes that do nothing but simulate.
 */
export function forbidRealTime(): void {
  const refuse = (what: string) => (): never => {
    throw new TypeError(`a simulated run reached for the real ${what}`);
  };
  const noClock = new Proxy(globalThis.Date, {
    apply: refuse('clock'),
    construct: (RealDate, moment) => {
      if (moment.length === 0) refuse('clock')();
      return Reflect.construct(RealDate, moment);
    },
    get: (RealDate, name) => (name === 'now' ? refuse('clock') : Reflect.get(RealDate, name)),
  });
  Object.assign(globalThis, { Date: noClock, setTimeout: refuse('timer'), setInterval: refuse('timer') });
  Object.assign(globalThis.Math, { random: refuse('chance') });
  Object.assign(globalThis.crypto, { randomUUID: refuse('chance') });
}
