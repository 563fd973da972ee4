import { engineRoute } from "../../engine-host.ts";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const GET = engineRoute;
export const PUT = engineRoute;
export const POST = engineRoute;
export const DELETE = engineRoute;
