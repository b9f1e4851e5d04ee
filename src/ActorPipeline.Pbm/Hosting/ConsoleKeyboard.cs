namespace ActorPipeline.Pbm.Hosting;

internal sealed class ConsoleKeyboard : IKeyboard
{
    private const int UsualWidth = 80;

    public int Width => Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;

    public ConsoleKeyInfo? ReadKey()
    {
        // A key here; while a command runs it is a signal that ends the command.
        Console.TreatControlCAsInput = true;
        try
        {
            return Console.ReadKey(intercept: true);
        }
        catch (InvalidOperationException)
        {
            // The terminal went away.
            return null;
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }
}
