import type { Json } from "../../engine/src/schema/json.ts";
import { askServer, ServerError } from "./ask-server.ts";
import { signIn } from "./sign-in.ts";

/** As `askServer`; where the server wants its token, the person is asked for it and the request is sent again. */
export async function askSignedIn(method: string, path: string, body?: string, type?: string): Promise<Json> {
  try {
    return await askServer(method, path, body, type);
  } catch (error) {
    if (!(error instanceof ServerError && error.status === 401)) throw error;
    if (!(await signIn.ask())) throw new ServerError(401, "The server asks for its token.");
    return askServer(method, path, body, type);
  }
}
