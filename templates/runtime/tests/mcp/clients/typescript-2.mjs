// The client of the TypeScript SDK, second line: an older era, or the newest that both speak.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const [url, token, mode] = process.argv.slice(2);
const questions = [];
const client = new Client(
  { name: "test", version: "1" },
  { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode } },
);
client.setRequestHandler("elicitation/create", async (request) => {
  questions.push(request.params.message);
  return { action: "accept", content: { confirm: true } };
});
const headers = { Authorization: `Bearer ${token}` };
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
const { tools } = await client.listTools();
const status = await client.callTool({ name: "payout_status", arguments: { reference: "r" } });
const payout = { amount: 5, reference: "r-1", recipient: { key: "k" } };
const paid = await client.callTool({ name: "pay_out", arguments: payout });
console.log(JSON.stringify({
  tools: tools.map((tool) => tool.name),
  status: status.structuredContent,
  paid: paid.structuredContent,
  questions,
}));
await client.close();
