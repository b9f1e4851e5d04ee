@echo off
rem Runs the operators' command line from a checkout; builds it on first use.
setlocal
set "PBM_TOOL=%~dp0src\ActorPipeline.Pbm\bin\Release\net10.0\pbm.dll"
if not exist "%PBM_TOOL%" (
    echo building pbm ... 1>&2
    dotnet build "%~dp0src\ActorPipeline.Pbm" -c Release -v quiet --nologo -clp:ErrorsOnly 1>&2 || exit /b 1
)
dotnet "%PBM_TOOL%" %*
exit /b %ERRORLEVEL%
