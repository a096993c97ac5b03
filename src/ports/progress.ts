/** Where long work says what it is doing. Text given here is for people and is made safe by the receiver. */
export interface Progress {
  /** A step began. */
  step(text: string): void;
  /** Something a person should know, though work goes on. */
  warn(text: string): void;
}
