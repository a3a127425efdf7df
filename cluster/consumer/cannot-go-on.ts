/** What no waiting fixes: the consumer stops, and a person has to decide. */
export class CannotGoOn extends Error {
  constructor(message: string) {
    super(message)
    this.name = new.target.name
  }
}
