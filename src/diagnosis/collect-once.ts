/** A question that is asked once for each thing it can be about, however often and from how many places at once. */
export function once<About, Told>(question: (about: About) => Promise<Told>): (about: About) => Promise<Told> {
  const answers = new Map<About, Promise<Told>>();
  return async (about) => {
    const known = answers.get(about) ?? question(about);
    answers.set(about, known);
    return known;
  };
}
