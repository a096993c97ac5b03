/**
 * Asks for each key once, however many want to know, and keeps the answers that are final: what failed, or may be another
 * the next time, is asked for again.
 */
export function remembered<Key, T>(
  ask: (key: Key) => Promise<T>,
  isFinal: (answer: T) => boolean = () => true,
): (key: Key) => Promise<T> {
  const asked = new Map<Key, Promise<T>>();
  return async (key) => {
    const answer = asked.get(key) ?? ask(key);
    asked.set(key, answer);
    try {
      const given = await answer;
      if (!isFinal(given)) asked.delete(key);
      return given;
    } catch (error) {
      asked.delete(key);
      throw error;
    }
  };
}
