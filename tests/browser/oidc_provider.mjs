// A real OpenID Connect provider, for tests: node oidc_provider.mjs PORT CALLBACK PEOPLE
// PEOPLE is JSON: what it says of each person, by the name that they sign in with there.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.cwd()}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));
const [port, callback, told] = process.argv.slice(2);
const people = JSON.parse(told);

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: "proven",
      client_secret: "a-secret-of-the-test",
      redirect_uris: [callback],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
