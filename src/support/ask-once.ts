/** A question that is asked once for the same arguments; whoever asks again gets the same answer, a failure as well. */
export function once<Asked extends readonly unknown[], Answer>(
  ask: (...asked: Asked) => Promise<Answer>,
): (...asked: Asked) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return async (...asked) => {
    const key = JSON.stringify(asked);
    const answer = answers.get(key) ?? ask(...asked);
    answers.set(key, answer);
    return answer;
  };
}

/**
 * A reader whose every method is asked {@link once}: for one look at something that many things share, after which it
 * has to be thrown away, as it never sees what changes. The arguments must be plain JSON.
 */
export function askOnce<Reader extends object>(reader: Reader): Reader {
  const methods = new Map<PropertyKey, unknown>();
  return new Proxy(reader, {
    get(target, name, receiver): unknown {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      const known =
        methods.get(name) ?? once(async (...asked: unknown[]): Promise<unknown> => value.apply(target, asked));
      methods.set(name, known);
      return known;
    },
  });
}
