/** Requests that the server is answering: work in the background gives way to them. */
export interface Traffic {
  /** How many are under way now. */
  underWay(): number;
  /** How many have come since the start. */
  soFar(): number;
}
