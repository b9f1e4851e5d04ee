namespace ActorPipeline.Node.Sql;

/// <summary>The routes that run statements.</summary>
internal static class SqlRoutes
{
    public static void Map(IEndpointRouteBuilder api, SqlAnswers answers)
    {
        api.MapPost("/sql", (Delegate)((HttpContext context) => answers.AnswerAsync(context)))
            .WithSummary("Runs a statement over the event lake")
            .WithDescription(
                "The body is {\"query\":\"select …\"}. One SELECT, DESCRIBE or SHOW TABLES; nothing is written. A pipeline's lake is a table of its name, a "
                + "view's batch rows are the table \"pipeline\".\"view\". Where the statement is wrong, `line` and `column` say where.")
            .Produces(
                StatusCodes.Status200OK,
                contentType: "application/json",
                additionalContentTypes: ["application/x-ndjson", "text/csv", "application/vnd.apache.parquet"])
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);
        api.MapGet("/sql/tables", (Delegate)((HttpContext context) => answers.TablesAsync(context)))
            .WithSummary("The tables that statements may name")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }
}
