/** A person at a terminal. Text given here is made safe by the receiver. */
export interface Prompter {
  /** Shows a line. */
  say(text: string): void;
  /**
   * Asks for one line and gives it without the blanks around it. Throws ConfigurationError where nobody answers any
   * more.
   */
  ask(question: string): Promise<string>;
  /** Lets go of the terminal; may be called again. */
  close(): void;
}
